/** The component that Streamlit mounts: several decodings, one cursor. */

import { mounted } from "../components/shared/mount.js";
import { createPanels } from "./panels.js";

export default mounted(createPanels);
