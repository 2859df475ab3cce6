/** The component without a face: what the browser does on all pages alike. */

import { mounted } from "../stage/mount.js";
import { createWindow } from "./window.js";

export default mounted(createWindow);
