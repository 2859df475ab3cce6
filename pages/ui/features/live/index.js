/** The component that Streamlit mounts: trainings that one watches while they run. */

import { mountComponent } from "../../kit/mount.js";
import { createLive } from "./live.js";

export default mountComponent(createLive);
