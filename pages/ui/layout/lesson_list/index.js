/** The component that Streamlit mounts: all lessons. */

import { mounted } from "../../components/shared/mount.js";
import { createLessonList } from "./list.js";

export default mounted(createLessonList);
