/** The component that Streamlit mounts: the symbols of a formula. */

import { mounted } from "../../components/shared/mount.js";
import { createFormula } from "./formula.js";

export default mounted(createFormula);
