/** The component that Streamlit mounts: a translation, and the translation after edits. */

import { mountComponent } from "../../kit/mount.js";
import { createWhatIf } from "./whatif.js";

export default mountComponent(createWhatIf);
