// Written by generate.ts; not to be edited.
"use strict";
export const plain = validate0;
const schema0 = {"$id":"plain","type":"object","required":["hook","hookInstance","context"],"properties":{"hook":{"type":"string","pattern":"[^]"},"hookInstance":{"type":"string","pattern":"\\S"},"context":{"type":"object","required":["userId","patientId"],"properties":{"userId":{"type":"string","pattern":"^(?=[^]{1,2048}$)(https?://[^\\s?#]+/)?[A-Za-z]{1,64}/(?!\\.{1,2}$)[A-Za-z0-9\\-.]{1,64}$"},"patientId":{"type":"string","pattern":"^(?!\\.{1,2}$)[A-Za-z0-9\\-.]{1,64}$"}}},"prefetch":{"type":"object"}}};
const pattern0 = new RegExp("[^]", "u");
const pattern1 = new RegExp("\\S", "u");
const pattern2 = new RegExp("^(?=[^]{1,2048}$)(https?://[^\\s?#]+/)?[A-Za-z]{1,64}/(?!\\.{1,2}$)[A-Za-z0-9\\-.]{1,64}$", "u");
const pattern3 = new RegExp("^(?!\\.{1,2}$)[A-Za-z0-9\\-.]{1,64}$", "u");

function validate0(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="plain" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.hook === undefined) && (missing0 = "hook")) || ((data.hookInstance === undefined) && (missing0 = "hookInstance"))) || ((data.context === undefined) && (missing0 = "context"))){
validate0.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.hook !== undefined){
let data0 = data.hook;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(!pattern0.test(data0)){
validate0.errors = [{instancePath:instancePath+"/hook",schemaPath:"#/properties/hook/pattern",keyword:"pattern",params:{pattern: "[^]"},message:"must match pattern \""+"[^]"+"\""}];
return false;
}
}
else {
validate0.errors = [{instancePath:instancePath+"/hook",schemaPath:"#/properties/hook/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.hookInstance !== undefined){
let data1 = data.hookInstance;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(!pattern1.test(data1)){
validate0.errors = [{instancePath:instancePath+"/hookInstance",schemaPath:"#/properties/hookInstance/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\""}];
return false;
}
}
else {
validate0.errors = [{instancePath:instancePath+"/hookInstance",schemaPath:"#/properties/hookInstance/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.context !== undefined){
let data2 = data.context;
const _errs5 = errors;
if(errors === _errs5){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
let missing1;
if(((data2.userId === undefined) && (missing1 = "userId")) || ((data2.patientId === undefined) && (missing1 = "patientId"))){
validate0.errors = [{instancePath:instancePath+"/context",schemaPath:"#/properties/context/required",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
if(data2.userId !== undefined){
let data3 = data2.userId;
const _errs7 = errors;
if(errors === _errs7){
if(typeof data3 === "string"){
if(!pattern2.test(data3)){
validate0.errors = [{instancePath:instancePath+"/context/userId",schemaPath:"#/properties/context/properties/userId/pattern",keyword:"pattern",params:{pattern: "^(?=[^]{1,2048}$)(https?://[^\\s?#]+/)?[A-Za-z]{1,64}/(?!\\.{1,2}$)[A-Za-z0-9\\-.]{1,64}$"},message:"must match pattern \""+"^(?=[^]{1,2048}$)(https?://[^\\s?#]+/)?[A-Za-z]{1,64}/(?!\\.{1,2}$)[A-Za-z0-9\\-.]{1,64}$"+"\""}];
return false;
}
}
else {
validate0.errors = [{instancePath:instancePath+"/context/userId",schemaPath:"#/properties/context/properties/userId/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs7 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.patientId !== undefined){
let data4 = data2.patientId;
const _errs9 = errors;
if(errors === _errs9){
if(typeof data4 === "string"){
if(!pattern3.test(data4)){
validate0.errors = [{instancePath:instancePath+"/context/patientId",schemaPath:"#/properties/context/properties/patientId/pattern",keyword:"pattern",params:{pattern: "^(?!\\.{1,2}$)[A-Za-z0-9\\-.]{1,64}$"},message:"must match pattern \""+"^(?!\\.{1,2}$)[A-Za-z0-9\\-.]{1,64}$"+"\""}];
return false;
}
}
else {
validate0.errors = [{instancePath:instancePath+"/context/patientId",schemaPath:"#/properties/context/properties/patientId/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs9 === errors;
}
else {
var valid1 = true;
}
}
}
}
else {
validate0.errors = [{instancePath:instancePath+"/context",schemaPath:"#/properties/context/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.prefetch !== undefined){
let data5 = data.prefetch;
const _errs11 = errors;
if(!(data5 && typeof data5 == "object" && !Array.isArray(data5))){
validate0.errors = [{instancePath:instancePath+"/prefetch",schemaPath:"#/properties/prefetch/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate0.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate0.errors = vErrors;
return errors === 0;
}

export const results = validate1;
const schema1 = {"$id":"results","type":"object","required":["hook","hookInstance","context"],"properties":{"hook":{"type":"string","pattern":"[^]"},"hookInstance":{"type":"string","pattern":"\\S"},"context":{"type":"object","required":["userId","patientId","results"],"properties":{"userId":{"type":"string","pattern":"^(?=[^]{1,2048}$)(https?://[^\\s?#]+/)?[A-Za-z]{1,64}/(?!\\.{1,2}$)[A-Za-z0-9\\-.]{1,64}$"},"patientId":{"type":"string","pattern":"^(?!\\.{1,2}$)[A-Za-z0-9\\-.]{1,64}$"},"results":{"type":"object","required":["resourceType"],"properties":{"resourceType":{"const":"Bundle"},"entry":{"type":["array","object","null"]}}}}},"prefetch":{"type":"object"}}};

function validate1(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="results" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.hook === undefined) && (missing0 = "hook")) || ((data.hookInstance === undefined) && (missing0 = "hookInstance"))) || ((data.context === undefined) && (missing0 = "context"))){
validate1.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.hook !== undefined){
let data0 = data.hook;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(!pattern0.test(data0)){
validate1.errors = [{instancePath:instancePath+"/hook",schemaPath:"#/properties/hook/pattern",keyword:"pattern",params:{pattern: "[^]"},message:"must match pattern \""+"[^]"+"\""}];
return false;
}
}
else {
validate1.errors = [{instancePath:instancePath+"/hook",schemaPath:"#/properties/hook/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.hookInstance !== undefined){
let data1 = data.hookInstance;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(!pattern1.test(data1)){
validate1.errors = [{instancePath:instancePath+"/hookInstance",schemaPath:"#/properties/hookInstance/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\""}];
return false;
}
}
else {
validate1.errors = [{instancePath:instancePath+"/hookInstance",schemaPath:"#/properties/hookInstance/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.context !== undefined){
let data2 = data.context;
const _errs5 = errors;
if(errors === _errs5){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
let missing1;
if((((data2.userId === undefined) && (missing1 = "userId")) || ((data2.patientId === undefined) && (missing1 = "patientId"))) || ((data2.results === undefined) && (missing1 = "results"))){
validate1.errors = [{instancePath:instancePath+"/context",schemaPath:"#/properties/context/required",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
if(data2.userId !== undefined){
let data3 = data2.userId;
const _errs7 = errors;
if(errors === _errs7){
if(typeof data3 === "string"){
if(!pattern2.test(data3)){
validate1.errors = [{instancePath:instancePath+"/context/userId",schemaPath:"#/properties/context/properties/userId/pattern",keyword:"pattern",params:{pattern: "^(?=[^]{1,2048}$)(https?://[^\\s?#]+/)?[A-Za-z]{1,64}/(?!\\.{1,2}$)[A-Za-z0-9\\-.]{1,64}$"},message:"must match pattern \""+"^(?=[^]{1,2048}$)(https?://[^\\s?#]+/)?[A-Za-z]{1,64}/(?!\\.{1,2}$)[A-Za-z0-9\\-.]{1,64}$"+"\""}];
return false;
}
}
else {
validate1.errors = [{instancePath:instancePath+"/context/userId",schemaPath:"#/properties/context/properties/userId/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs7 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.patientId !== undefined){
let data4 = data2.patientId;
const _errs9 = errors;
if(errors === _errs9){
if(typeof data4 === "string"){
if(!pattern3.test(data4)){
validate1.errors = [{instancePath:instancePath+"/context/patientId",schemaPath:"#/properties/context/properties/patientId/pattern",keyword:"pattern",params:{pattern: "^(?!\\.{1,2}$)[A-Za-z0-9\\-.]{1,64}$"},message:"must match pattern \""+"^(?!\\.{1,2}$)[A-Za-z0-9\\-.]{1,64}$"+"\""}];
return false;
}
}
else {
validate1.errors = [{instancePath:instancePath+"/context/patientId",schemaPath:"#/properties/context/properties/patientId/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs9 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.results !== undefined){
let data5 = data2.results;
const _errs11 = errors;
if(errors === _errs11){
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
let missing2;
if((data5.resourceType === undefined) && (missing2 = "resourceType")){
validate1.errors = [{instancePath:instancePath+"/context/results",schemaPath:"#/properties/context/properties/results/required",keyword:"required",params:{missingProperty: missing2},message:"must have required property '"+missing2+"'"}];
return false;
}
else {
if(data5.resourceType !== undefined){
const _errs13 = errors;
if("Bundle" !== data5.resourceType){
validate1.errors = [{instancePath:instancePath+"/context/results/resourceType",schemaPath:"#/properties/context/properties/results/properties/resourceType/const",keyword:"const",params:{allowedValue: "Bundle"},message:"must be equal to constant"}];
return false;
}
var valid2 = _errs13 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data5.entry !== undefined){
const _errs14 = errors;
if(typeof data5.entry != "object"){
validate1.errors = [{instancePath:instancePath+"/context/results/entry",schemaPath:"#/properties/context/properties/results/properties/entry/type",keyword:"type",params:{type: schema1.properties.context.properties.results.properties.entry.type},message:"must be array,object,null"}];
return false;
}
var valid2 = _errs14 === errors;
}
else {
var valid2 = true;
}
}
}
}
else {
validate1.errors = [{instancePath:instancePath+"/context/results",schemaPath:"#/properties/context/properties/results/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid1 = _errs11 === errors;
}
else {
var valid1 = true;
}
}
}
}
}
else {
validate1.errors = [{instancePath:instancePath+"/context",schemaPath:"#/properties/context/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.prefetch !== undefined){
let data8 = data.prefetch;
const _errs16 = errors;
if(!(data8 && typeof data8 == "object" && !Array.isArray(data8))){
validate1.errors = [{instancePath:instancePath+"/prefetch",schemaPath:"#/properties/prefetch/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate1.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate1.errors = vErrors;
return errors === 0;
}

