/** The component that Streamlit mounts: a hint for newcomers. */

import { mountComponent } from "../../kit/mount.js";
import { createHint } from "./hint.js";

export default mountComponent(createHint);
