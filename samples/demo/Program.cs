using System.Text;
using Directives.Cli;
using Directives.Demo;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var terminal = Terminal.OfProcess();
return await DemoOptions.Command((options, cancellation) => new DemoProcess(terminal, options).RunAsync(cancellation)).Parse(args).InvokeAsync(
    new System.CommandLine.InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(45), EnableDefaultExceptionHandler = false });
