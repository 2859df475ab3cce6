/** The component that Streamlit mounts: gates and single units over time. */

import { mounted } from "../../components/shared/mount.js";
import { createStrips } from "./strips.js";

export default mounted(createStrips);
