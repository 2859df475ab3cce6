/** The component that Streamlit mounts: all lessons. */

import { mountComponent } from "../../../kit/mount.js";
import { createLessonList } from "./list.js";

export default mountComponent(createLessonList);
