/** The component that Streamlit mounts: the map of the states of a sentence. */

import { mountComponent } from "../../components/shared/mount.js";
import { createSpace } from "./space.js";

export default mountComponent(createSpace);
