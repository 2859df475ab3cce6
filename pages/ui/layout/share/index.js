/** The component that Streamlit mounts: an address to pass on. */

import { mounted } from "../../components/shared/mount.js";
import { createShare } from "./share.js";

export default mounted(createShare);
