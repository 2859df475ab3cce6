/** The component that Streamlit mounts on every page; it shows nothing. */

import { mountComponent } from "../../kit/mount.js";
import { PACKED } from "../../kit/packed.js";
import { createWindow } from "./window.js";

export default mountComponent(createWindow, PACKED);
