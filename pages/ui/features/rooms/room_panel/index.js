/** The component that Streamlit mounts: the room that one is in. */

import { mountComponent } from "../../../kit/mount.js";
import { createRoom } from "./room.js";

export default mountComponent(createRoom);
