/** The component that Streamlit mounts: the panel of the lesson that runs. */

import { mounted } from "../../components/shared/mount.js";
import { createLesson } from "./panel.js";

export default mounted(createLesson);
