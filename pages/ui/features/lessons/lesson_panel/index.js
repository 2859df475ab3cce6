/** The component that Streamlit mounts: the panel of the running lesson. */

import { mountComponent } from "../../../kit/mount.js";
import { createLesson } from "./panel.js";

export default mountComponent(createLesson);
