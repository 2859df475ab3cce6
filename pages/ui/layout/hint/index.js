/** The component that Streamlit mounts: a hint for newcomers. */

import { mountComponent } from "../../components/shared/mount.js";
import { createHint } from "./hint.js";

export default mountComponent(createHint);
