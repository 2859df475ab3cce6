/** The component that Streamlit mounts: one step of a decoding, opened up. */

import { mounted } from "../components/shared/mount.js";
import { createAnatomy } from "./anatomy.js";

export default mounted(createAnatomy);
