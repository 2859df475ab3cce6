/** The component that Streamlit mounts: the way into a room. */

import { mountComponent } from "../../../kit/mount.js";
import { createDoor } from "./door.js";

export default mountComponent(createDoor);
