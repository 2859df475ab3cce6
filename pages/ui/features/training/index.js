/** The component that Streamlit mounts: a recorded training, moment by moment. */

import { mountComponent } from "../../kit/mount.js";
import { createTraining } from "./training.js";

export default mountComponent(createTraining);
