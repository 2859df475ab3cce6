/** The component without a face: what the browser does on all pages alike. */

import { mounted } from "../../components/shared/mount.js";
import { createWindow } from "./window.js";

export default mounted(createWindow);
