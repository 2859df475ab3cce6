/** The component that Streamlit mounts: a hint for newcomers. */

import { mountComponent } from "../../kit/mount.js";
import { PACKED } from "../../kit/packed.js";
import { createHint } from "./hint.js";

export default mountComponent(createHint, PACKED);
