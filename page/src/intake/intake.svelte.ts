export function startIntake(): () => void { return () => {}; }
export function chooseFiles() {}
export function chooseFolder() {}
