/** The component that Streamlit mounts: one line for newcomers. */

import { mounted } from "../../components/shared/mount.js";
import { createHint } from "./hint.js";

export default mounted(createHint);
