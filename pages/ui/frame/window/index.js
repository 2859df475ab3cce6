/** The component that Streamlit mounts on every page; it shows nothing. */

import { mountComponent } from "../../kit/mount.js";
import { createWindow } from "./window.js";

export default mountComponent(createWindow);
