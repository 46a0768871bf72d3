using Directives.Silo;

var builder = Host.CreateApplicationBuilder(args);
builder.AddDirectivesSilo();
await builder.Build().RunAsync();
