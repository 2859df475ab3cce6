/** The component that Streamlit mounts: gates and single units over time. */

import { mountComponent } from "../../../kit/mount.js";
import { createStrips } from "./strips.js";

export default mountComponent(createStrips);
