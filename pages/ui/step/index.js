/** The component that Streamlit mounts: the computation of one step of a decoding. */

import { mountComponent } from "../components/shared/mount.js";
import { createExplanation } from "./explanation.js";

export default mountComponent(createExplanation);
