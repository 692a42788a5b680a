/** The name of the variable by which every query finds its datasource. */
export const datasourceVariableName = "datasource";

/** The datasource of every query: the one that is chosen in the dashboard. */
export const datasource = { type: "prometheus", uid: `\${${datasourceVariableName}}` };
