/** The component that Streamlit mounts: the bar under the thumb. */

import { mounted } from "../../components/shared/mount.js";
import { createThumb } from "./thumb.js";

export default mounted(createThumb);
