using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using Directives.Cli;
using Directives.Demo;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var terminal = Terminal.OfProcess();
var parse = DemoOptions.Command((options, cancellation) => new DemoProcess(terminal, options).RunAsync(cancellation)).Parse(args);
if (parse.Action is ParseErrorAction wrong)
    wrong.ShowHelp = false;
return await parse.InvokeAsync(
    new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(45), EnableDefaultExceptionHandler = false });
