/** The component that Streamlit mounts: the bar at the foot of a phone. */

import { mountComponent } from "../../kit/mount.js";
import { PACKED } from "../../kit/packed.js";
import { createFootBar } from "./thumb.js";

export default mountComponent(createFootBar, PACKED);
