/** The component that Streamlit mounts: the original, and what would have been. */

import { mounted } from "../components/shared/mount.js";
import { createWhatIf } from "./whatif.js";

export default mounted(createWhatIf);
