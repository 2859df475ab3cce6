/** The component that Streamlit mounts: keys for the buttons of the frame. */

import { mounted } from "../stage/mount.js";
import { createShortcuts } from "./shortcuts.js";

export default mounted(createShortcuts);
