using Directives.Silo;
using Directives.Silo.Storage;

if (args is ["verify", .. var verified])
    return await ChainVerification.RunAsync(verified, Console.Out, Console.Error);
if (args is ["migrate", .. var settings])
    return await SchemaMigration.RunAsync(settings, Console.Out, Console.Error);

var builder = Host.CreateApplicationBuilder(args);
builder.AddDirectivesSilo();
using var host = builder.Build();
var lease = host.Services.GetRequiredService<ChainLease>();
await host.RunAsync();
// Another process has taken over: started again, this one waits.
return lease.Reason is null ? 0 : 3;
