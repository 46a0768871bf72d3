using System.CommandLine;
using System.CommandLine.Invocation;
using Directives.Crash;
using Directives.Crash.Load;
using Directives.Crash.Rounds;

var parse = CrashOptions.Command(Campaign.RunAsync, Client.RunAsync).Parse(args);
if (parse.Action is ParseErrorAction wrong)
    wrong.ShowHelp = false;
return await parse.InvokeAsync(
    new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(45), EnableDefaultExceptionHandler = false });
