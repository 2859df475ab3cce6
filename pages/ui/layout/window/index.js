/** The component without a face: what the browser does on all pages alike. */

import { mountComponent } from "../../components/shared/mount.js";
import { createWindow } from "./window.js";

export default mountComponent(createWindow);
