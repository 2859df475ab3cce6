/** The component that Streamlit mounts: the bar under the thumb. */

import { mountComponent } from "../../components/shared/mount.js";
import { createThumb } from "./thumb.js";

export default mountComponent(createThumb);
