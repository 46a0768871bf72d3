return await Directives.Gateway.GatewayProcess.RunAsync(args);
