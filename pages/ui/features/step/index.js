/** The component that Streamlit mounts: the computation of one step of a decoding. */

import { mountComponent } from "../../kit/mount.js";
import { createExplanation } from "./explanation.js";

export default mountComponent(createExplanation);
