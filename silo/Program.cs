using Directives.Silo;

if (args is ["migrate", .. var settings])
    return SchemaMigration.Run(settings);

var builder = Host.CreateApplicationBuilder(args);
builder.AddDirectivesSilo();
await builder.Build().RunAsync();
return 0;
