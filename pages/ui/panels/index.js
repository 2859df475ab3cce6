/** The component that Streamlit mounts: several decodings, one cursor. */

import { mounted } from "../stage/mount.js";
import { createPanels } from "./panels.js";

export default mounted(createPanels);
