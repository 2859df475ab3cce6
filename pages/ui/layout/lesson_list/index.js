/** The component that Streamlit mounts: all lessons. */

import { mountComponent } from "../../components/shared/mount.js";
import { createLessonList } from "./list.js";

export default mountComponent(createLessonList);
