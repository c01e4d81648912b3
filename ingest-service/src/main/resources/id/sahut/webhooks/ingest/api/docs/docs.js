SwaggerUIBundle({
  url: '/v1/openapi.yaml',
  dom_id: '#description',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  // Nothing here asks a third party: by default a badge would send the description's address to one.
  validatorUrl: null,
});
