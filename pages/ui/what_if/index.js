/** The component that Streamlit mounts: the original, and what would have been. */

import { mountComponent } from "../components/shared/mount.js";
import { createWhatIf } from "./whatif.js";

export default mountComponent(createWhatIf);
