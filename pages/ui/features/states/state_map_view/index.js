/** The component that Streamlit mounts: the map of the states of a sentence. */

import { mountComponent } from "../../../kit/mount.js";
import { createSpace } from "./space.js";

export default mountComponent(createSpace);
