/** The component that Streamlit mounts: an address to share. */

import { mountComponent } from "../../kit/mount.js";
import { PACKED } from "../../kit/packed.js";
import { createShare } from "./share.js";

export default mountComponent(createShare, PACKED);
