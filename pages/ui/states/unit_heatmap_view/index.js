/** The component that Streamlit mounts: gates and single units over time. */

import { mountComponent } from "../../components/shared/mount.js";
import { createStrips } from "./strips.js";

export default mountComponent(createStrips);
