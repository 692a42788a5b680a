/** The name of the variable that holds the data source of every query. */
export const datasourceVariableName = "datasource";

/** The data source of every query: the value of the variable. */
export const datasource = { type: "prometheus", uid: `\${${datasourceVariableName}}` };
