/** The component that Streamlit mounts: the hypotheses of one search, step by step. */

import { mountComponent } from "../../../kit/mount.js";
import { createTree } from "./component.js";

export default mountComponent(createTree);
