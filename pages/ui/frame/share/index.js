/** The component that Streamlit mounts: an address to share. */

import { mountComponent } from "../../kit/mount.js";
import { createShare } from "./share.js";

export default mountComponent(createShare);
