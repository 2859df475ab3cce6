/** The component that Streamlit mounts: states of a sentence on a map, step by step. */

import { mountComponent } from "../../components/shared/mount.js";
import { createSpace } from "./space.js";

export default mountComponent(createSpace);
