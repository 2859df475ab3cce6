/** The component that Streamlit mounts: the symbols of a formula. */

import { mountComponent } from "../mount.js";
import { PACKED } from "../packed.js";
import { createFormula } from "./formula.js";

export default mountComponent(createFormula, PACKED);
