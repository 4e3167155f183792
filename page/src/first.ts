// Before anything is painted: light or dark as chosen, so that nothing flashes.
import { applyTheme } from "./design/theme";

applyTheme();
